export { cached } from './cache.js';
export { type ComposeService, composeServices, imageOf } from './compose-file.js';
export { installDebianPackage } from './debian-package.js';
export { type ElasticsearchOptions, startElasticsearch } from './elasticsearch.js';
export { type Fault, type FaultyServer, startFaultyServer } from './faulty-server.js';
export { findProgram } from './find-program.js';
export { freePort } from './free-port.js';
export { type KafkaOptions, startKafka } from './kafka.js';
export { type KubeApiserver, kubeApiserverIsBuilt, startKubeApiserver } from './kube-apiserver.js';
export { type KubeNode, kubeNodeProblem, startKubeNode } from './kube-node.js';
export { helmProgram, kubectlProgram, kubernetesSchemas } from './kubernetes.js';
export { copyJars } from './maven.js';
export { polarsFolder } from './polars.js';
export { type RedisOptions, startRedis } from './redis.js';
export { runProgram } from './run-program.js';
export type { RunningServer, ServerName, ServerOptions } from './running-server.js';
export { startSeaweedfs } from './seaweedfs.js';
export { composeClient, dockerRuns, startDockerStack, stopDockerStack } from './stack/docker-stack.js';
export {
  NATIVE_SERVERS,
  type NativeServer,
  STACK_PORTS,
  startNativeStack,
  stopNativeStack,
} from './stack/native-stack.js';
export { readStack, type StackProvider, type StackServer } from './stack/stack-file.js';
export { type ServerStatus, stackStatus } from './stack/stack-status.js';
export { reportLines, type ServerReport } from './testing/shared-servers.js';
