import { type SignalRule, SignalRules } from '@stars/features';
import { z } from 'zod';

const rule = z
  .strictObject({
    on: z.boolean().optional(),
    ttl_minutes: z.number().positive().optional(),
    alarm_share: z.number().min(0).max(1).optional(),
  })
  .transform(({ on, ttl_minutes: ttl, alarm_share: alarmShare }) => {
    const all = Object.entries({ on, ttlMs: ttl && ttl * 60_000, alarmShare });
    return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Partial<SignalRule>;
  });

const rules = z.record(z.string().min(1), rule).transform((given) => new SignalRules(given));

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

/** Which signals may act on answers, by environment variables. */
export const signalEnvironment = {
  STARS_GATEWAY_SIGNALS: json
    .pipe(rules)
    .optional()
    .describe(
      'Which context signals may change scores: JSON, rules by signal name, `*` for all others, such as ' +
        '`{"temperature": {"on": false}, "*": {"ttl_minutes": 60, "alarm_share": 0.3}}`. Default: every signal may.',
    ),
};
