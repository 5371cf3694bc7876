import { clearError, showAnswer, showError } from './answer-view.js';
import { askForKey, callApi, onKey } from './caller.js';

const form = document.getElementById('request');
const answer = document.getElementById('answer');
const userField = document.getElementById('user');

/** The request that is on its way; a newer one takes its place. */
let pending;

async function recommend() {
  const userId = userField.value.trim();
  const body = {
    user_id: userId,
    k: Number(form.elements.k.value),
    mode: form.elements.mode.value,
    region: form.elements.region.value.trim(),
    surface: 'console',
  };
  pending?.abort();
  pending = new AbortController();
  const { signal } = pending;
  answer.setAttribute('aria-busy', 'true');
  try {
    const response = await callApi('/v1/recommend', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    const json = await response.json();
    clearError();
    if (response.ok) showAnswer(userId, json);
    else {
      showError(json.error);
      if (response.status === 403) askForKey();
    }
  } catch (error) {
    if (signal.aborted) return;
    showError({ code: 'STARS_UNAVAILABLE', message: `the gateway cannot be reached (${error.message})` });
  } finally {
    if (!signal.aborted) answer.setAttribute('aria-busy', 'false');
  }
}

/** Users of the data at hand, to choose from; the page works without. */
async function offerExamples() {
  const response = await callApi('/console/examples');
  if (!response.ok) return;
  const { user_ids: userIds } = await response.json();
  if (userIds.length === 0) return;
  document.getElementById('users').append(
    ...userIds.map((userId) => {
      const option = document.createElement('option');
      option.value = userId;
      return option;
    }),
  );
  const examples = document.getElementById('examples');
  examples.querySelector('span').append(
    ...userIds.slice(0, 3).map((userId) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = userId;
      button.setAttribute('aria-label', `Recommend for user ${userId}`);
      button.addEventListener('click', () => {
        userField.value = userId;
        form.requestSubmit();
      });
      return button;
    }),
  );
  examples.hidden = false;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  recommend();
});

onKey(() => {
  clearError();
  offerExamples().catch(() => undefined);
  if (userField.value.trim() !== '') recommend();
});

offerExamples().catch(() => undefined);
