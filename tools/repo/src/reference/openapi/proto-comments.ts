import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { commentAt, ENUM, MESSAGE, OF_ENUM, OF_MESSAGE, OF_SERVICE, SERVICE } from '../descriptor.js';
import { sentence } from '../markdown.js';

/** The comments of all declarations, by name: `RecommendRequest.user_id`, `RecommendMode.RECOMMEND_MODE_SECOND_STAGE`, `EventService.Track`. */
export function protoComments(files: readonly FileDescriptorProto[]): ReadonlyMap<string, string> {
  const comments = new Map<string, string>();
  for (const file of files) {
    const add = (name: string, ...path: number[]): void => void comments.set(name, sentence(commentAt(file, path)));
    for (const [at, { name, field }] of file.messageType.entries()) {
      add(name, MESSAGE, at);
      for (const [i, each] of field.entries()) add(`${name}.${each.name}`, MESSAGE, at, OF_MESSAGE, i);
    }
    for (const [at, { name, value }] of file.enumType.entries()) {
      add(name, ENUM, at);
      for (const [i, each] of value.entries()) add(`${name}.${each.name}`, ENUM, at, OF_ENUM, i);
    }
    for (const [at, { name, method }] of file.service.entries()) {
      add(name, SERVICE, at);
      for (const [i, each] of method.entries()) add(`${name}.${each.name}`, SERVICE, at, OF_SERVICE, i);
    }
  }
  return comments;
}
