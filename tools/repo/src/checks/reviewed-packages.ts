/** Licences that an Apache-2.0 project may use, by their SPDX ids. */
export const LICENCES: readonly string[] = [
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT'],
  ...['PSF-2.0', 'Python-2.0', 'Unlicense'],
];

export interface Reviewed {
  /** `*` at the end stands for anything. */
  name: string;
  /** What the lock file says; undefined if it says nothing. */
  licence?: string;
  why: string;
}

const OLD_FORM = 'MIT: its package.json has the form of before 2015, and its LICENSE has the text';

/** Packages whose licence a person read. One that no package needs any more is an error. */
export const REVIEWED_LICENCES: readonly Reviewed[] = [
  { name: 'buildcheck', why: OLD_FORM },
  { name: 'busboy', why: OLD_FORM },
  { name: 'cpu-features', why: OLD_FORM },
  { name: 'ssh2', why: OLD_FORM },
  { name: 'streamsearch', why: OLD_FORM },
  { name: 'date-holidays', licence: '(ISC AND CC-BY-3.0)', why: 'data under CC-BY: its README names the sources' },
  { name: 'expand-template', licence: '(MIT OR WTFPL)', why: 'its LICENSE has the text of MIT' },
  { name: 'axe-core', licence: 'MPL-2.0', why: 'only tests use it, and nothing of it is passed on' },
  {
    name: 'lightningcss*',
    licence: 'MPL-2.0',
    why: 'only tests and the build of the web console use it; nothing of it is passed on',
  },
  { name: 'spdx-exceptions', licence: 'CC-BY-3.0', why: 'a list of names; only the build of images uses it' },
];

export interface ReviewedAdvisory {
  /** Such as `GHSA-xxxx-xxxx-xxxx`. */
  id: string;
  why: string;
}

/** Advisories that do not concern STARS, and why. One that is not reported any more is an error. */
export const REVIEWED_ADVISORIES: readonly ReviewedAdvisory[] = [];
