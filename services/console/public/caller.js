/** The key is for this tab only. */
const STORED = 'stars-api-key';

const form = document.getElementById('access');
const keyField = document.getElementById('key');

/** Calls the API as whoever has given a key on this page. If the server does not know them, the page asks for a key. */
export async function callApi(path, init = {}) {
  const key = sessionStorage.getItem(STORED);
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(path, { ...init, headers: { ...init.headers, ...authorization } });
  if (response.status === 401) askForKey();
  return response;
}

export function askForKey() {
  form.hidden = false;
}

/** Calls back once a key was given. */
export function onKey(then) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    sessionStorage.setItem(STORED, keyField.value.trim());
    keyField.value = '';
    form.hidden = true;
    then();
  });
}
