import { join } from 'node:path';
import { fromJsonString } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { runCommand } from '../run-command.js';
import { sentence } from './markdown.js';

/** Numbers of declarations in a file, and of the parts of each, as in the paths of comments. */
const [MESSAGES, ENUMS, SERVICES, PARTS] = [4, 5, 6, 2];

/** The files below `proto/` as buf reads them, comments included. */
export async function readProtoFiles(root: string): Promise<FileDescriptorProto[]> {
  const parameters = ['build', 'proto', '--exclude-imports', '-o', '-#format=json'];
  const { status, output } = await runCommand(join(root, 'node_modules/.bin/buf'), parameters, { cwd: root });
  if (status !== 0) throw new Error(`buf cannot read proto/: ${output}`);
  return fromJsonString(FileDescriptorSetSchema, output, { ignoreUnknownFields: true }).file;
}

interface Named {
  name: string;
}

/** What says what a declaration is by its name: `RecommendRequest.user_id`, `RecommendMode.RECOMMEND_MODE_SECOND_STAGE`, `EventService.Track`. */
export function protoComments(files: readonly FileDescriptorProto[]): (name: string) => string {
  const comments = new Map<string, string>();
  for (const { messageType, enumType, service, sourceCodeInfo } of files) {
    const note = (name: string, ...path: number[]): void => {
      const place = sourceCodeInfo?.location.find((each) => each.path.join() === path.join());
      comments.set(name, sentence(place?.leadingComments ?? ''));
    };
    const noteAll = <T extends Named>(
      kind: number,
      all: readonly T[],
      partsOf: (each: T) => readonly Named[],
    ): void => {
      for (const [at, each] of all.entries()) {
        note(each.name, kind, at);
        for (const [i, part] of partsOf(each).entries()) note(`${each.name}.${part.name}`, kind, at, PARTS, i);
      }
    };
    noteAll(MESSAGES, messageType, ({ field }) => field);
    noteAll(ENUMS, enumType, ({ value }) => value);
    noteAll(SERVICES, service, ({ method }) => method);
  }
  return (name) => comments.get(name) ?? '';
}
