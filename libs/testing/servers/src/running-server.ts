export type ServerName = 'kafka' | 'redis' | 'elasticsearch' | 'qdrant';

/** A real server that this process started. */
export interface RunningServer {
  readonly name: ServerName;
  /** What its client is given: `host:port` for Kafka, `redis://…`, `http://…` for Elasticsearch. */
  readonly url: string;
  readonly port: number;
  /** Of the server itself; another one after `restart`. */
  readonly pid: number;
  /** Its data, its settings and `server.log`. */
  readonly folder: string;
  /** Stops in good order; then removes the folder, unless the caller chose it. A second call does nothing. */
  stop(): Promise<void>;
  /** SIGKILL: what a power cut leaves, less what the operating system had not written. The data stays for `restart`. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port and data, after a stop in good order where it still runs. */
  restart(): Promise<void>;
}

export interface ServerOptions {
  /** 0 or absent: a free one. */
  port?: number;
  /** Where it keeps its data; absent: a temporary folder that `stop` removes. */
  dir?: string;
  /** Lets the server outlive this process. */
  detached?: boolean;
  /** How long it may take to answer, downloads apart. Default 180 s, for machines with much else to do. */
  startTimeoutMs?: number;
  /** Told what is being fetched or started. */
  onStep?: (label: string) => void;
}
