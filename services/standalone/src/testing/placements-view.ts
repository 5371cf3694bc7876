import type { Locator, Page } from 'playwright-core';

/** What a person does on the page of placements. */
export class PlacementsView {
  constructor(readonly page: Page) {}

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A rule of the list. */
  rule(name: string): Locator {
    return this.page.locator('.rule').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Titles of a list of the preview. */
  previewed(list: 'Now' | 'With the rule'): Promise<string[]> {
    const region = this.page.locator('#preview').getByRole('region', { name: list });
    return region.locator('li > span:first-child').allTextContents();
  }

  /** Presses a button, and the one of the same name in the question that follows. */
  async confirm(name: string): Promise<void> {
    await this.button(name).click();
    const question = this.page.getByRole('dialog', { name });
    await question.getByRole('button', { name, exact: true }).click();
    await question.waitFor({ state: 'hidden' });
  }
}
