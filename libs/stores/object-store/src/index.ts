export { FolderObjectStore } from './folder-object-store.js';
export { openObjectStore } from './open.js';
export type { ObjectBody, ObjectCall, ObjectRead, ObjectStore, StoredObject } from './port.js';
export { s3Environment } from './s3-environment.js';
export { S3ObjectStore, type S3Options } from './s3-object-store.js';
