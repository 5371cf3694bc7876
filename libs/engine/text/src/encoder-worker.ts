import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { isStarsError } from '@stars/errors';
import type { EncoderAnswer, EncoderQuestion, EncoderThreadData } from './encoder-messages.js';
import { OnnxEncoder } from './onnx-encoder.js';

// The encoding thread: ONNX Runtime computes in the calling thread and takes some 100 ms.
const { model } = workerData as EncoderThreadData;
const loading = readFile(model).then((bytes) => OnnxEncoder.load(bytes));
// The first question reports it.
loading.catch(() => undefined);

parentPort!.on('message', async (question: EncoderQuestion | 'close') => {
  if (question === 'close') {
    await loading.then((encoder) => encoder.close()).catch(() => undefined);
    parentPort!.close();
    return;
  }
  const answer = await answerTo(question);
  parentPort!.postMessage(answer, 'states' in answer ? [answer.states.data.buffer as ArrayBuffer] : []);
});

async function answerTo(question: EncoderQuestion): Promise<EncoderAnswer> {
  try {
    return { states: await (await loading).run(question) };
  } catch (error) {
    const failed = String(error instanceof Error && error.cause ? error.cause : error);
    return isStarsError(error) && error.code === 'STARS_MODEL_CORRUPT' ? { corrupt: failed } : { failed };
  }
}
