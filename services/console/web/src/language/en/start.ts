/** Texts of /start in English. */
export const start = {
  title: 'Start',
  lead: 'The first steps, from an empty server to a list.',
};
