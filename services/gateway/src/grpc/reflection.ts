import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';

/** Descriptor sets that `npm run generate` makes with buf, the imports in them. */
const DESCRIPTOR_SETS = ['stars.binpb', 'health.binpb'];

/**
 * Server reflection over our .proto files and the health service, so that `grpcurl list`, `describe` and calls work.
 * From compiled descriptors, not those of proto-loader: these leave out imports and misname map entries, and grpcurl
 * refuses them.
 */
export function addReflection(server: Server): void {
  const definition = {
    descriptors: { fileDescriptorProtos: DESCRIPTOR_SETS.flatMap((name) => filesOf(readSet(name))) },
  };
  // The service reads only these fields of a definition.
  new ReflectionService(definition as unknown as PackageDefinition).addToServer(server);
}

export const readSet = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../reflection/${name}`, import.meta.url)));

/** The serialized files of a FileDescriptorSet, whose one field is `repeated FileDescriptorProto file = 1`. */
function filesOf(set: Buffer): Buffer[] {
  const reader = new BinaryReader(set);
  const files: Buffer[] = [];
  while (reader.pos < reader.len) {
    reader.tag();
    files.push(Buffer.from(reader.bytes()));
  }
  return files;
}
