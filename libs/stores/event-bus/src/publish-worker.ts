import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '@stars/errors';
import { openDatabase } from '@stars/sqlite';
import { CallStore, type PublishCall } from './call-store.js';
import { MessageLog } from './message-log.js';
import type { SentOutcome } from './publish-thread.js';
import { TopicRegistry } from './topic-registry.js';

// The publishing thread: stores calls over its own connection, and returns their outcomes.
const db = openDatabase(workerData as string);
const topics = new TopicRegistry(db);
const store = new CallStore(db, topics, new MessageLog(db, topics));

parentPort!.on('message', (calls: PublishCall[] | 'close') => {
  if (calls === 'close') {
    db.close();
    parentPort!.close();
    return;
  }
  const outcomes: SentOutcome[] = store
    .store(calls)
    .map((outcome) => ('result' in outcome ? outcome : { error: sentError(outcome.error) }));
  parentPort!.postMessage(outcomes);
});
