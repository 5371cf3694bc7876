import { ALL_RULES, type RuleClient, requestFromJson, responseToJson, ruleClient } from '@stars/contracts';
import type { Command } from 'commander';
import { askServer } from '../ask-server.js';
import { callerSettings } from '../caller-settings.js';
import { positiveNumber } from '../option-values.js';
import { readRule, renderEstimate } from '../rule-estimate.js';
import { printResult } from '../verb.js';
import {
  type AddressOptions,
  addAddressed,
  addVersionedVerbs,
  report,
  type VersionedSettings,
} from '../versioned-verbs.js';

interface EstimateOptions extends AddressOptions {
  name?: string;
  answers?: number;
  days?: number;
}

/** Shows and changes the rules of merchandisers of a running server. */
export function addRules(program: Command): void {
  const rules = program
    .command('rules')
    .description('show and change what lists show for another reason than relevance, while the server runs');
  addVersionedVerbs(rules, RULES);
  addAddressed(rules, 'estimate', 'what a rule would change in recent lists, before it acts')
    .argument('<file>', `the rule, as JSON: ${RULES.example}`)
    .option('--name <name>', 'of the stored rule that it replaces')
    .option('--answers <n>', 'recorded answers that are made again (default: 200)', positiveNumber)
    .option('--days <n>', 'of the last so many days (default: 7)', positiveNumber)
    .action(async (file: string, { name, answers, days, ...options }: EstimateOptions) => {
      const request = requestFromJson('EstimateRule', { name, answers, days, rule: await readRule(file) });
      const estimate = await ask(options.address, (client) => client.estimateRule(request));
      printResult(options, responseToJson('EstimateRule', estimate), renderEstimate(estimate));
    });
  for (const [verb, state, said] of [
    ['off', 'paused', 'no rule acts'],
    ['on', 'live', 'rules act again'],
  ] as const) {
    addAddressed(rules, verb, `from now on ${said}`).action(async (options: AddressOptions) => {
      const request = requestFromJson('PutRule', { name: ALL_RULES, rule: { state } });
      report(options, await ask(options.address, (client) => client.putRule(request)), `From now on ${said}`);
    });
  }
}

const ask = <Answer>(address: string, call: (client: RuleClient) => Promise<Answer>): Promise<Answer> =>
  askServer(address, ruleClient(address, callerSettings()), call);

const RULES: VersionedSettings = {
  noun: 'rule',
  example: '{"action": {"pin": {"pins": [{"item_id": "item-7", "position": 0}]}}, "state": "live"}',
  list: async (name, address) => {
    const request = requestFromJson('ListRules', { name });
    const json = responseToJson('ListRules', await ask(address, (client) => client.listRules(request)));
    return { json, histories: json['rules'] as never };
  },
  put: ({ content: rule, ...given }, address) => {
    const request = requestFromJson('PutRule', { ...given, rule });
    return ask(address, (client) => client.putRule(request));
  },
  rollBack: (given, address) => {
    const request = requestFromJson('RollBackRule', given);
    return ask(address, (client) => client.rollBackRule(request));
  },
  delete: (given, address) => {
    const request = requestFromJson('DeleteRule', given);
    return ask(address, (client) => client.deleteRule(request));
  },
};
