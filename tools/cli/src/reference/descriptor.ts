import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../run-command.js';

const field = z.object({
  name: z.string(),
  type: z.string(),
  typeName: z.string().optional(),
  label: z.string(),
  proto3Optional: z.boolean().optional(),
  oneofIndex: z.number().optional(),
});
const message = z.object({
  name: z.string(),
  field: z.array(field).default([]),
  oneofDecl: z.array(z.object({ name: z.string() })).default([]),
  nestedType: z.array(z.object({ name: z.string(), field: z.array(field) })).default([]),
});
const location = z.object({ path: z.array(z.number()).default([]), leadingComments: z.string().default('') });
const file = z.object({
  name: z.string(),
  messageType: z.array(message).default([]),
  enumType: z
    .array(
      z.object({ name: z.string(), value: z.array(z.object({ name: z.string(), number: z.number().default(0) })) }),
    )
    .default([]),
  service: z
    .array(
      z.object({
        name: z.string(),
        method: z.array(z.object({ name: z.string(), inputType: z.string(), outputType: z.string() })),
      }),
    )
    .default([]),
  sourceCodeInfo: z.object({ location: z.array(location) }),
});

export type ProtoFile = z.infer<typeof file>;
export type ProtoMessage = z.infer<typeof message>;
export type ProtoField = z.infer<typeof field>;

/** The files below `proto/` as buf reads them, comments included. */
export async function readProtoFiles(root: string): Promise<ProtoFile[]> {
  const parameters = ['build', 'proto', '--exclude-imports', '-o', '-#format=json'];
  const { status, output } = await runCommand(join(root, 'node_modules/.bin/buf'), parameters, { cwd: root });
  if (status !== 0) throw new Error(`buf cannot read proto/: ${output}`);
  return z.object({ file: z.array(file) }).parse(JSON.parse(output)).file;
}

/** The comment before a declaration, by its path in the descriptor, such as `[4, 0, 2, 1]`: field 1 of message 0. */
export function commentAt({ sourceCodeInfo }: ProtoFile, path: readonly number[]): string {
  const key = path.join('.');
  return sourceCodeInfo.location.find((each) => each.path.join('.') === key)?.leadingComments.trim() ?? '';
}
