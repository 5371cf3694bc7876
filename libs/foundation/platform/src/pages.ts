/** All pages of a scan. @param scan reads the page at the cursor, absent for the first; the last page has none */
export async function* pages<P extends { cursor?: string }>(
  scan: (from: { cursor?: string }) => Promise<P>,
): AsyncGenerator<P> {
  for (let cursor: string | undefined; ; ) {
    const page = await scan(cursor === undefined ? {} : { cursor });
    yield page;
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
}
