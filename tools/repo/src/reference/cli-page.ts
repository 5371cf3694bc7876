import { EXIT, EXIT_MEANING } from '@stars/cli/command-line';
import type { Argument, Command, Option } from 'commander';
import { code, page, sentence, table } from './markdown.js';

/** What `--help` says of every verb, and the exit codes. @param workshop the program with the verbs to change STARS */
export function cliPage(product: Command, workshop: Command): string {
  const verbs = [...product.commands, ...workshop.commands];
  const groups = [
    ...product.commands.map((verb) => verb.helpGroup()),
    ...workshop.commands.map(() => 'To change STARS:'),
  ];
  const overview = table(
    ['for', 'verb', 'what it does'],
    verbs.map((verb, at) => [
      groups[at] === groups[at - 1] ? '' : groups[at]!.slice(0, -1),
      `[\`${verb.name()}\`](#stars-${verb.name()})`,
      sentence(verb.description()),
    ]),
  );
  return page('Command line', 'the help of `./stars`', [
    '`./stars VERB [options]`. `./stars VERB --help` prints the same as this page.',
    overview,
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.entries(EXIT).map(([name, exit]) => [String(exit), EXIT_MEANING[name as keyof typeof EXIT]]),
    ),
    'An error is one line on standard error: `error STARS_X: message (field path)`. [Errors](errors.md) lists the codes.',
    ...verbs.flatMap(withSubcommands).flatMap(verbPart),
  ]);
}

/** A verb that only holds others has no use of its own. */
function withSubcommands(verb: Command): Command[] {
  return [verb, ...verb.commands.flatMap(withSubcommands)];
}

function verbPart(verb: Command): string[] {
  const name = fullName(verb);
  const rows = [...verb.registeredArguments.map(argumentRow), ...verb.options.map(optionRow)];
  const usage = verb.commands.length > 0 && rows.length === 0 ? `${name} COMMAND` : `${name} ${usageOf(verb)}`.trim();
  return [
    `${verb.parent?.parent ? '###' : '##'} ${name}`,
    sentence(verb.description()),
    code(usage),
    ...(rows.length === 0 ? [] : [table(['option', 'meaning', 'default'], rows)]),
  ];
}

const fullName = (verb: Command): string => (verb.parent ? `${fullName(verb.parent)} ${verb.name()}` : verb.name());

const usageOf = (verb: Command): string =>
  verb.registeredArguments
    .map((each) => {
      const name = each.variadic ? `${each.name()}...` : each.name();
      return each.required ? `<${name}>` : `[${name}]`;
    })
    .concat(verb.options.length > 0 ? ['[options]'] : [])
    .join(' ');

const argumentRow = (each: Argument): string[] => [
  code(each.required ? `<${each.name()}>` : `[${each.name()}]`),
  ...meaningAndDefault(each),
];

const optionRow = (each: Option): string[] => [code(each.flags), ...meaningAndDefault(each)];

/** Some defaults depend on other options: the description names them, as `(default: …)`. */
function meaningAndDefault(each: Argument | Option): [meaning: string, standard: string] {
  const [, meaning, described] = /^(.*?)(?: \(default: (.*)\))?$/.exec(each.description)!;
  const choices = each.argChoices ? ` (${each.argChoices.map(code).join(', ')})` : '';
  const { defaultValue, defaultValueDescription = described } = each;
  return [
    meaning! + choices,
    defaultValueDescription ?? (defaultValue === undefined ? '' : code(String(defaultValue))),
  ];
}
