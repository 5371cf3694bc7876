/** The JSON of a model's answer; undefined where it is none. */
export function parseJsonAnswer(content: string): unknown {
  // Some servers fence the JSON although a schema was asked for.
  const body = content.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/u, '$1');
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
