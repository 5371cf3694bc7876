import { REVIEWED_ADVISORIES, type ReviewedAdvisory } from './reviewed-packages.js';

/** Outcome of a look into the advisories: problems, a line for each, or why there was none. */
export type AuditOutcome = { problems: string[] } | { skipped: string };

interface Advisory {
  url?: string;
  title?: string;
  severity?: string;
  range?: string;
}

interface AuditReport {
  message?: string;
  error?: { summary?: string; detail?: string };
  vulnerabilities?: Record<string, { name: string; via: (Advisory | string)[] }>;
}

/** Reads what `npm audit --json` printed, other lines beside it. All severities count but `info`. */
export function auditOutcome(
  output: string,
  reviewed: readonly ReviewedAdvisory[] = REVIEWED_ADVISORIES,
): AuditOutcome {
  const report = jsonIn(output);
  if (!report?.vulnerabilities) {
    const said = report?.error?.summary || report?.error?.detail || report?.message || output.trim().split('\n').at(-1);
    // The rest of the line may name the registry.
    return { skipped: `the registry gave no advisories: ${(said || 'nothing').replace(/ - .*$/s, '')}` };
  }
  const seen = new Set<string>();
  const problems = new Set<string>();
  for (const { name, via } of Object.values(report.vulnerabilities)) {
    for (const cause of via) {
      if (typeof cause === 'string' || cause.severity === 'info') continue;
      const id = cause.url?.split('/').at(-1) ?? '';
      seen.add(id);
      if (reviewed.some((known) => known.id === id)) continue;
      problems.add(`${name} ${cause.range ?? ''}: ${cause.severity}, ${cause.title} (${id})`);
    }
  }
  for (const { id } of reviewed) if (!seen.has(id)) problems.add(`${id}: was reviewed, and is not reported any more`);
  return { problems: [...problems] };
}

/** npm prints warnings to the same terminal, before and after. */
function jsonIn(output: string): AuditReport | undefined {
  try {
    return JSON.parse(output.slice(output.search(/^\{/m), output.lastIndexOf('\n}') + 2)) as AuditReport;
  } catch {
    return undefined;
  }
}
