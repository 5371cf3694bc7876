import { TARGET_KINDS } from '@stars/features';
import { type Command, Option } from 'commander';

/** For verbs whose models, counts or labels have a target. */
export const addTargetOption = (verb: Command): Command =>
  verb.addOption(
    new Option(
      '--target <kind>',
      "kind of event that the shop wants more of (default: the data folder's setting, else the strongest that the log has in number)",
    ).choices([...TARGET_KINDS]),
  );
