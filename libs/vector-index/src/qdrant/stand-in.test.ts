import { describeVectorIndexContract } from '../contract.js';
import { QdrantStandIn } from '../testing/qdrant-stand-in.js';
import { openQdrantVectorIndex } from './open.js';

// Wherever there is a Qdrant, qdrant.integration.test.ts holds the adapter to the same contract on it.
describeVectorIndexContract('QdrantVectorIndex on a stand-in of the server', async () => {
  const server = await QdrantStandIn.start();
  const index = await openQdrantVectorIndex({ url: server.url });
  return { index, visibilityMs: 0, dispose: () => server.stop() };
});
