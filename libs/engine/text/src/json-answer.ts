/** The JSON of a model's answer; undefined if it is not JSON. */
export function parseJsonAnswer(content: string): unknown {
  // Some servers put fences around the JSON although a schema is requested.
  const body = content.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/u, '$1');
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
