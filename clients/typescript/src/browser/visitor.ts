import { newId } from '../event-queue.js';

/** The key in the storage, and the cookie. */
const NAME = 'stars';
/** Clicks that are remembered. */
const MOST_CLICKS = 50;
/** What a click leads to is no second view, ms. */
const SAME_VIEW_MS = 60_000;

/** Who looks at the pages. It exists with consent alone, and is kept in the browser. */
export interface Visitor {
  /** Unguessable. */
  id: string;
  /** Who logged in. */
  user?: string;
  /** Items that were chosen from a recommendation, the last one first. */
  clicks: [item: string, recommendationId: string, time: number][];
}

/** The visitor of earlier pages, or a new one. */
export function loadVisitor(): Visitor {
  let visitor: Visitor = { id: newId(), clicks: [] };
  try {
    visitor = { ...visitor, ...(JSON.parse(localStorage.getItem(NAME)!) as Visitor | null) };
  } catch {
    // Without a storage, a visitor lasts as long as the page.
  }
  saveVisitor(visitor);
  return visitor;
}

/** Keeps the visitor. The cookie tells the id to the shop's own server, which asks for lists. */
export function saveVisitor(visitor: Visitor): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(visitor));
  } catch {
    // As above.
  }
  writeCookie(visitor.id, 31_536_000);
}

export function forgetVisitor(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // As above.
  }
  writeCookie('', 0);
}

/** Whether it is the first choice of the item in a minute. */
export function rememberClick(visitor: Visitor, item: string, recommendationId: string): boolean {
  const isFirst = !wasJustClicked(visitor, item);
  const others = visitor.clicks.filter(([other]) => other !== item);
  visitor.clicks = [[item, recommendationId, Date.now()], ...others].slice(0, MOST_CLICKS) as Visitor['clicks'];
  saveVisitor(visitor);
  return isFirst;
}

/** Whether the click has counted as the view of the item that its page now tells. */
export const wasJustClicked = ({ clicks }: Visitor, item: string | undefined): boolean =>
  clicks.some(([other, , time]) => other === item && Date.now() - time < SAME_VIEW_MS);

function writeCookie(value: string, seconds: number): void {
  const secure = location.protocol === 'https:' ? ';secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: a cookie store is only in new browsers, and only over HTTPS
  document.cookie = `${NAME}=${value};path=/;max-age=${seconds};samesite=lax${secure}`;
}
