/** What the link of the page says; all texts. `day` is the first one of the calendar, `name` that of the rule that is edited. */
export const PLACEMENTS_DEFAULTS = { surface: '', view: 'list', day: '', edit: '', name: '', user: '', region: '' };

export type PlacementsState = typeof PLACEMENTS_DEFAULTS;
export type ChangeState = (part: Partial<PlacementsState>) => void;
