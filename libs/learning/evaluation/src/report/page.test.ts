import { beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../report.js';
import { fullReport } from '../testing/full-report.js';
import { renderHeadline } from './headline.js';
import { html } from './html.js';
import { renderPage } from './page.js';
import { renderReport } from './text.js';

const EVIL = `<script>alert('x')</script> & "co"`;
const ESCAPED = '&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;';

describe('html', () => {
  it('escapes inserted values, and keeps markup and lists of markup', () => {
    expect(html`<p title="${EVIL}">${EVIL}${[html`<b>${'<'}</b>`, '>']}${3}</p>`.text).toBe(
      `<p title="${ESCAPED}">${ESCAPED}<b>&lt;</b>&gt;3</p>`,
    );
    expect(html`${undefined}${false}${null}${''}`.text).toBe('');
  });
});

describe('renderPage', () => {
  let report: EvaluationReport;
  let page: string;
  beforeAll(async () => {
    report = await fullReport({
      model: `${EVIL} 1`,
      baseline: `${EVIL} 2`,
      category: `${EVIL} 3`,
      signal: `${EVIL} 5`,
    });
    page = renderPage({ ...report, title: `${EVIL} 4` });
  });

  it('shows names as text, whatever they hold', () => {
    for (const n of [1, 2, 3, 4, 5]) expect(page).toContain(`${ESCAPED} ${n}`);
    expect(page).not.toContain('<script');
    expect(page).not.toContain(`"co"`);
  });

  it('commands no terminal by a name, where it is text', async () => {
    const named = await fullReport({ model: 'a', baseline: 'b', category: 'Tea\u001b[2J\u202e', signal: 'rain' });
    expect(renderReport(named)).toContain('Tea\\u001b[2J\\u202e');
    expect(renderReport(named)).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });

  it('loads nothing from elsewhere', () => {
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|@import|url\(/);
    expect(page).toContain('name="viewport"');
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    const body = page.replace(/<!doctype html>|<style>[\s\S]*?<\/style>/g, '');
    for (const [, close, name, inside] of body.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^>]*)?)>/g)) {
      if (name === 'meta' || inside?.endsWith('/')) continue;
      if (close === '/') expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
    expect(body.match(/<svg /g)!.length).toBeGreaterThan(10);
  });

  it('has every section, with the report’s figures and no NaN', () => {
    for (const title of [
      'Table 1',
      'Figure 5',
      'Table 2',
      'Signals',
      'Repeat and new',
      'Popularity bias',
      'Two heads',
    ]) {
      expect(page).toMatch(new RegExp(`<h2>${title}`));
    }
    expect(page).toContain('test looked at 3 times');
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
    const ndcg = report.rankers[2]!.all.overall['ndcg@10'].toFixed(4).slice(1);
    expect(page).toContain(`<td>${ndcg}<small>`);
  });

  it('says where a ranking has less to learn from than the model', () => {
    const [first, ...others] = report.rankers;
    const noted = {
      ...report,
      rankers: [{ ...first!, name: 'LambdaMART', note: 'learns from <few> sessions' }, ...others],
    };
    expect(renderPage(noted)).toContain('<p>LambdaMART: learns from &lt;few&gt; sessions.</p>');
    expect(renderReport(noted)).toContain('LambdaMART: learns from <few> sessions.');
    expect(renderHeadline(noted, './stars evaluate')).toContain('LambdaMART: learns from \\<few\\> sessions.');
  });

  it('names the rankings that could not be made, and why', () => {
    const leftOut = {
      ...report,
      left_out: [{ ranker: 'LambdaMART', reason: `no <python>, ${'and more '.repeat(30)}` }],
    };
    expect(renderPage(leftOut)).toContain('Left out: LambdaMART: no &lt;python&gt;, and more');
    const text = renderReport(leftOut).split('\n');
    const from = text.findIndex((line) => line.startsWith('Left out: LambdaMART'));
    expect(text.slice(from, from + 3).join(' ')).toContain(`no <python>, ${'and more '.repeat(30).trim()}`);
    expect(Math.max(...text.slice(from, from + 3).map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('says why a section is absent', () => {
    const absent = { candidates: { absent: 'no pages' }, categories: { absent: 'no <levels>' } };
    const text = renderPage({ ...report, ...absent, signals: { absent: 'no signals' } });
    expect(text).toContain('Not here: no pages.');
    expect(text).toContain('Not here: no &lt;levels&gt;.');
    expect(text).toContain('Not here: no signals.');
  });
});

describe('renderHeadline', () => {
  it('is Markdown with both kinds of targets, the served ranking in bold and its distance to the best baseline', async () => {
    const report = await fullReport({ model: 'STARS', baseline: 'a | *baseline*', category: 'milk', signal: 'rain' });
    const lines = renderHeadline(report, './stars evaluate').split('\n');
    expect(lines[0]).toContain('4 sessions of 3 users (3 in explore), target purchase. Made by `./stars evaluate`.');
    expect(lines).toContain('| a \\| \\*baseline\\* | .2500 | .2500 | .1250 | .1533 | .4000 |');
    expect(lines).toContain('| **STARS** | **.7500** | **.7500** | **.6250** | **.6533** | **.6000** |');
    expect(
      lines.filter((line) => line.startsWith('STARS less LambdaMART, paired 95% intervals: Hit@5 +')),
    ).toHaveLength(2);
    expect(lines.at(-2)).toBe('Test looked at: 3.');
  });
});

describe('renderReport with every section', () => {
  it('keeps to 120 columns and gives the number of test evaluations', async () => {
    const report = await fullReport({ model: 'STARS RR+BI', baseline: 'a baseline', category: 'milk', signal: 'rain' });
    const text = renderReport(report);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
    for (const title of ['Figure 5', 'Table 2', 'Signals', 'Repeat and new', 'Popularity', 'Cosine']) {
      expect(text).toMatch(new RegExp(`^${title}`, 'm'));
    }
    expect(text).toContain('test looked at 3 times');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    // No text finds a of a and c in u 20 alone, of four sessions.
  });
});
