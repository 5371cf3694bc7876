/** Servers of the production stack. */
export type StackServerName = 'kafka' | 'redis' | 'elasticsearch' | 'qdrant';
/** Those, and SeaweedFS: object storage with the API of S3, which a stack may have. */
export type ServerName = StackServerName | 'seaweedfs';
/** What tests start besides them: the parts of Kubernetes. */
export type ProcessName = ServerName | 'kube-apiserver' | KubeNodePart;
/** Those of a node. */
export type KubeNodePart = 'containerd' | 'kubelet' | 'kube-controller-manager' | 'kube-scheduler' | 'kube-proxy';

/** A real server that this process started. */
export interface RunningServer {
  readonly name: ProcessName;
  /** The address for clients: `host:port` for Kafka, `redis://…`, `http://…` for Elasticsearch and SeaweedFS. */
  readonly url: string;
  readonly port: number;
  /** Process id of the server; a new one after `restart`. */
  readonly pid: number;
  /** Its data, its settings and `server.log`. */
  readonly folder: string;
  /** Stops gracefully; then removes the folder, unless the caller chose it. A second call does nothing. */
  stop(): Promise<void>;
  /** SIGKILL, like a power cut, but the operating system still writes its buffers. The data stays for `restart`. */
  kill(): Promise<void>;
  /** SIGSTOP, until all of it stands still: connections stay open and nothing answers. */
  pause(): Promise<void>;
  resume(): void;
  /** Starts it again on the same port and data, after a graceful stop if it still runs. */
  restart(): Promise<void>;
}

export interface ServerOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Where it keeps its data; absent: a temporary folder that `stop` removes. */
  dir?: string;
  /** Lets the server outlive this process. */
  detached?: boolean;
  /** How long it may take to answer, without downloads. Default 180 s, for busy machines. */
  startTimeoutMs?: number;
  /** Called with what is being fetched or started. */
  onStep?: (label: string) => void;
}
