import { Copy, DockerfileParser, From, type Instruction, JSONInstruction, ModifiableInstruction } from 'dockerfile-ast';

export type Step =
  | { kind: 'run'; user: string; command: string; caches: string[] }
  | { kind: 'copy'; from?: string; sources: string[]; to: string };

export interface Stage {
  name: string;
  /** An image, or a stage before this one. */
  from: string;
  /** Its own steps, without those of the stage that it is from. */
  steps: Step[];
  /** The user, the settings and what is started; taken over from the stage that it is from. */
  user: string;
  env: Record<string, string>;
  workdir: string;
  entrypoint: string[];
  command: string[];
}

/** The stages of a Dockerfile by their names. Errors: for an instruction that no image of STARS needs so far. */
export function stagesOf(content: string): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(content).getInstructions()) {
    if (instruction instanceof From) {
      const [name, from] = [instruction.getBuildStage()!, instruction.getImage()!];
      const base = stages.get(from) ?? { user: 'root', env: {}, workdir: '/', entrypoint: [], command: [] };
      stage = { ...base, name, from, env: { ...base.env }, steps: [] };
      stages.set(name, stage);
    } else add(stage!, instruction);
  }
  return stages;
}

function add(stage: Stage, instruction: Instruction): void {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  switch (instruction.getKeyword()) {
    case 'RUN':
      stage.steps.push({
        kind: 'run',
        user: stage.user,
        command: commandOf(instruction),
        caches: cachesOf(instruction),
      });
      break;
    case 'COPY': {
      const from = (instruction as Copy).getFromFlag()?.getValue() ?? undefined;
      stage.steps.push({ kind: 'copy', ...(from && { from }), sources: words.slice(0, -1), to: words.at(-1)! });
      break;
    }
    case 'ENV':
      for (const word of words) stage.env[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
      break;
    case 'USER':
      stage.user = words[0]!;
      break;
    case 'WORKDIR':
      stage.workdir = words[0]!;
      break;
    case 'ENTRYPOINT':
      // As in Docker, one that is replaced takes the command with it.
      Object.assign(stage, { entrypoint: execForm(instruction), command: [] });
      break;
    case 'CMD':
      stage.command = execForm(instruction);
      break;
    default:
      throw new Error(`line ${instruction.getRange().start.line + 1}: ${instruction.getKeyword()} is not known here`);
  }
}

/** What the shell gets: lines are continued as in the file, flags are Docker's. */
function commandOf(instruction: Instruction): string {
  return (instruction.getRawArgumentsContent() ?? '').replace(/^(?:--\S+(?:\s|\\\n)*)+/, '');
}

function cachesOf(instruction: Instruction): string[] {
  if (!(instruction instanceof ModifiableInstruction)) return [];
  const mounts = instruction.getFlags().map((flag) => flag.getValue()?.split(',') ?? []);
  return mounts.map((options) => options.find((option) => option.startsWith('target='))!.slice('target='.length));
}

/** Signals reach a program only without a shell around it. */
function execForm(instruction: Instruction): string[] {
  if (instruction instanceof JSONInstruction && instruction.getOpeningBracket()) {
    return instruction.getJSONStrings().map((text) => text.getJSONValue());
  }
  throw new Error(`line ${instruction.getRange().start.line + 1}: needs the form ["…"]`);
}
