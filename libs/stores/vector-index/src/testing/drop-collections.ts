/** Removes what a test made on a Qdrant server. */
export async function dropCollections(connection: { url: string; apiKey?: string }, prefix: string): Promise<void> {
  const { url, apiKey } = connection;
  const headers = apiKey ? { 'api-key': apiKey } : undefined;
  const answer = await fetch(`${url}/collections`, headers ? { headers } : {});
  const { result } = (await answer.json()) as { result: { collections: { name: string }[] } };
  for (const { name } of result.collections) {
    if (!name.startsWith(`${prefix}~`)) continue;
    const path = `${url}/collections/${encodeURIComponent(name)}`;
    await fetch(path, { method: 'DELETE', ...(headers ? { headers } : {}) });
  }
}
