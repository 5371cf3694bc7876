import type { Texts } from '../en.js';

/** Texts of /start in German. */
export const start: Texts['pages']['start'] = {
  title: 'Start',
  lead: 'Die ersten Schritte, vom leeren Server zu einer Liste.',
};
