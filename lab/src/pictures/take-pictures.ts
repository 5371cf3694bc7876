import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

/** What is in a picture: its file without `.png`, a link of the console with the example shop, and what has to be there. */
const PICTURES = [
  { name: 'console', link: '/explorer?user=user-0001&time=2024-02-11T12:00', ready: '.items .reason' },
] as const;

const SIZE = { width: 1280, height: 900 };

/** Takes all pictures. Returns their paths. Errors: those of the browser, such as a page that is not ready within 30 s. */
export async function takePictures(url: string, folder: string): Promise<string[]> {
  const executablePath = process.env['STARS_CHROMIUM'] ?? '/usr/bin/chromium';
  // Containers rarely allow Chromium's sandbox; the page is ours.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage({ viewport: SIZE, locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'light' });
    const paths: string[] = [];
    for (const picture of PICTURES) paths.push(await takePicture(page, url, folder, picture));
    return paths;
  } finally {
    await browser.close();
  }
}

async function takePicture(
  page: Page,
  url: string,
  folder: string,
  { name, link, ready }: (typeof PICTURES)[number],
): Promise<string> {
  await page.goto(url + link);
  await page.locator(ready).first().waitFor();
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  return path;
}
