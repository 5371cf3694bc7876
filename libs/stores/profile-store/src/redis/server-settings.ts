/**
 * What in a server's settings loses profiles that were acknowledged, in words for whoever runs it.
 *
 * @param info the server's answer to `INFO everything`
 * @param expires whether profiles have a time to live
 */
export function warningsOf(info: string, expires: boolean): string[] {
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const warnings: string[] = [];
  if (value('aof_enabled') === '0') {
    warnings.push('Redis keeps no append-only file: a crash loses what was stored since the last snapshot');
  }
  const policy = value('maxmemory_policy') ?? 'noeviction';
  const evicts = policy.startsWith('allkeys') || (policy.startsWith('volatile') && expires);
  if (evicts && value('maxmemory') !== '0') {
    warnings.push(`Redis drops profiles when its memory is full (maxmemory-policy ${policy}); use noeviction`);
  }
  return warnings;
}
