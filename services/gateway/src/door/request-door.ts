import { Inject, Injectable } from '@nestjs/common';
import { isStarsError } from '@stars/errors';
import { AdmissionGate, type Logger, RequestTime, timeLeft, withinDeadline } from '@stars/platform';
import { ownDeadlineMs } from '@stars/recommending';
import { GATEWAY_LIMITS, type GatewayLimits, LOGGER } from '../gateway-deps.js';
import { GATEWAY_METRICS, type GatewayMetrics } from './gateway-metrics.js';

export interface Caller {
  transport: 'grpc' | 'http';
  /** The caller's; absent for none. */
  deadline?: Date | number | undefined;
  /** Calls back when the caller is gone; absent where that is not known. */
  whenGone?: (then: () => void) => void;
}

export interface Call extends Caller {
  /** As in the contract, such as `Recommend`. */
  method: string;
  /** Which bound it counts against. */
  kind: 'recommendation' | 'event';
}

const UNANSWERED = '';

/** Every request comes through here: bounded in number and time, counted, timed, and its failures logged. */
@Injectable()
export class RequestDoor {
  readonly #gates: Record<Call['kind'], AdmissionGate>;

  constructor(
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
    @Inject(GATEWAY_METRICS) private readonly metrics: GatewayMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#gates = {
      recommendation: new AdmissionGate(limits.recommendations),
      event: new AdmissionGate(limits.events),
    };
  }

  /**
   * @param read makes the request, within the door, so that what cannot be read is counted too
   * @param work is told when its answer must be there: by a signal, and in ms of `performance.now`
   */
  async serve<R extends object, T>(
    call: Call,
    read: () => R,
    work: (request: R, signal: AbortSignal, until: number) => Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    let code = UNANSWERED;
    let end = (): void => undefined;
    try {
      const request = read();
      const limitMs = Math.min(this.limits.requestMs, ownDeadlineMs(request));
      const left = timeLeft(call.deadline, limitMs, Date.now());
      const time = new RequestTime(left);
      end = () => time.end();
      const { signal } = time;
      // Streams also say so once they are answered.
      call.whenGone?.(() => code === UNANSWERED && time.cancel());
      // The work keeps its place until it really ends: a store that hangs fills the gate, not the memory.
      const answer = await withinDeadline(
        this.#gates[call.kind].run(() => work(request, signal, started + left), { signal, leftMs: left }),
        signal,
      );
      code = 'OK';
      return answer;
    } catch (error) {
      code = isStarsError(error) ? error.code : 'STARS_INTERNAL';
      if (code === 'STARS_INTERNAL') this.logger.error({ err: error, method: call.method }, 'request failed');
      throw error;
    } finally {
      end();
      this.metrics.request(call.method, call.transport, code, (performance.now() - started) / 1000);
    }
  }
}
