import type { ConsumerGroup, DrainOptions } from '@stars/event-bus';
import type { ModelRegistry } from '@stars/inference';
import type { Closable, HealthRegistry, Logger, Metrics } from '@stars/platform';
import type { RollOutProgress, RollOutSettings } from '@stars/roll-out';
import type { ApiPorts, ApiServerOptions, OwnClient } from '@stars/service-gateway';
import type { OpenStackOptions, Stack, StackConfig } from '@stars/stack';
import type { TextModels, TextModelsOptions } from '@stars/text';

export interface StandaloneOptions {
  dataDir: string;
  /** Ports to listen on; absent: no API, only the consumers (for example after an import). */
  listen?: ApiServerOptions;
  /** Whether further threads answer, as many as the environment says; they open what it names. Default: this thread alone. */
  answersInThreads?: boolean;
  logger: Logger;
  /** False: only what makes items' features, and no profiles or vectors yet. */
  embeds?: boolean;
  /** Default: what STARS_MODELS names, else the folder `models` in the data folder. */
  models?: ModelRegistry;
  /** Where data lives; default: embedded, in the data folder. */
  stackConfig?: StackConfig;
  /** Default: opens `stackConfig`. */
  openStack?: (config: StackConfig, options: OpenStackOptions) => Stack | Promise<Stack>;
  /** Default: those that the environment names, else the local models. Closed with the rest. */
  openTextModels?: (options: TextModelsOptions) => Promise<TextModels>;
  /** What "now" is for requests that name no time, ms since 1970. */
  clock?: () => number;
  /** IANA name of the time zone of dates in reasons. */
  timeZone?: string;
  /** Surfaces by name as JSON, unless the environment names them; see `surfacesFromJson`. */
  surfaces?: unknown;
  /** Own kinds of events as JSON, unless the environment names them; see `ownKindsFromJson`. */
  kinds?: unknown;
  /** The vocabulary of tags, unless the environment names one (default: the general one). */
  vocabulary?: string | undefined;
  onRollOutProgress?: (progress: RollOutProgress) => void;
  /** What a model must reach before it serves, and how many are kept; overrides the environment. */
  rollOut?: Partial<RollOutSettings>;
}

/** All services but the trainer, running in this process. */
export interface Standalone {
  /** Undefined without the API. */
  readonly ports: ApiPorts | undefined;
  /** How this process calls its own API; undefined without it. */
  readonly own: OwnClient | undefined;
  readonly stack: Stack;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  /** The model version that serves a tenant now. */
  servedVersion(tenant: string): string | undefined;
  /**
   * Waits until the groups (default: all) have handled everything on the bus and the announced model is loaded.
   * Give groups in the order in which they feed each other.
   */
  drain(options?: DrainOptions, groups?: readonly ConsumerGroup[]): Promise<void>;
  /** Waits until what was on the bus at the start is in the answers: from then on `health` says ready. */
  startUp(options?: DrainOptions): Promise<void>;
  /** What `close` closes: the API's servers first, then consumers, then stores; work in progress is finished. */
  parts: readonly Closable[];
  close(): Promise<void>;
}
