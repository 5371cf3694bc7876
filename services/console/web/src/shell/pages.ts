import { type ComponentType, lazy } from 'react';

const page = (load: () => Promise<{ default: ComponentType }>) => ({ load, Page: lazy(load) });

/** All pages, in the order of the navigation. Each is a file of its own that is loaded when it is opened; `/<name>` is its path. */
export const PAGES = {
  explorer: page(() => import('../pages/explorer/ExplorerPage.js')),
  catalogue: page(() => import('../pages/catalogue/CataloguePage.js')),
  placements: page(() => import('../pages/placements/PlacementsPage.js')),
  models: page(() => import('../pages/models/ModelsPage.js')),
  today: page(() => import('../pages/today/TodayPage.js')),
  operations: page(() => import('../pages/operations/OperationsPage.js')),
  start: page(() => import('../pages/start/StartPage.js')),
} as const;

export type PageName = keyof typeof PAGES;
export const PAGE_NAMES = Object.keys(PAGES) as PageName[];
export const FIRST_PAGE: PageName = 'explorer';

/** Loads the page of a path, such as `/catalogue`. A path without a page loads nothing. */
export async function loadPage(path: string): Promise<void> {
  const name = path === '/' ? FIRST_PAGE : PAGE_NAMES.find((each) => `/${each}` === path);
  if (name !== undefined) await PAGES[name].load();
}
