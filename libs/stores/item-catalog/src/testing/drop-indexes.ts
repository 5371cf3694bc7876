/** Removes the indexes of a test one by one, as Elasticsearch requires. */
export async function dropIndexes(url: string, prefix: string): Promise<void> {
  // By name, for an index that its alias has left has none.
  const answer = await fetch(`${url}/${prefix}-*`);
  const names = Object.keys((await answer.json()) as Record<string, object>);
  if (names.length > 0) await fetch(`${url}/${names.join()}`, { method: 'DELETE' });
}
