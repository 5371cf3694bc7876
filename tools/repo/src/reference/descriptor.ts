import { join } from 'node:path';
import { fromJsonString } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { runCommand } from '../run-command.js';

/** Numbers of a descriptor's parts, as in the paths of comments. */
export const MESSAGE = 4;
export const ENUM = 5;
export const SERVICE = 6;
export const OF_SERVICE = 2;
export const OF_MESSAGE = 2;
export const OF_ENUM = 2;

/** The files below `proto/` as buf reads them, comments included. */
export async function readProtoFiles(root: string): Promise<FileDescriptorProto[]> {
  const parameters = ['build', 'proto', '--exclude-imports', '-o', '-#format=json'];
  const { status, output } = await runCommand(join(root, 'node_modules/.bin/buf'), parameters, { cwd: root });
  if (status !== 0) throw new Error(`buf cannot read proto/: ${output}`);
  return fromJsonString(FileDescriptorSetSchema, output, { ignoreUnknownFields: true }).file;
}

/** The comment before a declaration, by its path in the descriptor, such as `[4, 0, 2, 1]`: field 1 of message 0. */
export function commentAt({ sourceCodeInfo }: FileDescriptorProto, path: readonly number[]): string {
  const key = path.join('.');
  return sourceCodeInfo?.location.find((each) => each.path.join('.') === key)?.leadingComments.trim() ?? '';
}
