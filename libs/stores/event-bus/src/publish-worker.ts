import { parentPort, workerData } from 'node:worker_threads';
import { isStarsError } from '@stars/errors';
import { openDatabase } from '@stars/sqlite';
import { CallStore } from './call-store.js';
import { MessageLog } from './message-log.js';
import { type PackedCalls, type PackedOutcomes, type PublishThreadData, unpackCalls } from './publish-messages.js';
import { TopicRegistry } from './topic-registry.js';

// The publishing thread: stores calls over its own connection, and returns their outcomes.
const { path, idCacheBytes } = workerData as PublishThreadData;
const db = openDatabase(path);
const topics = new TopicRegistry(db);
const store = new CallStore(db, topics, new MessageLog(db, topics, idCacheBytes));

parentPort!.on('message', (message: PackedCalls | 'close') => {
  if (message === 'close') {
    db.close();
    parentPort!.close();
    return;
  }
  const outcomes: PackedOutcomes = store.store(unpackCalls(message)).map((outcome) => {
    if ('result' in outcome) return outcome;
    const { error } = outcome;
    if (!isStarsError(error)) return { error: { message: String(error) } };
    const { code, field, message: text } = error;
    return { error: { code, message: text, ...(field === undefined ? {} : { field }) } };
  });
  parentPort!.postMessage(outcomes);
});
