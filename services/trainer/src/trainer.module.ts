import { type DynamicModule, Module } from '@nestjs/common';
import type { TrainerDeps } from './trainer-deps.js';
import { TrainingSchedule } from './training-schedule.js';

/** Trains models on what is on the bus, and announces them. */
@Module({})
export class TrainerModule {
  static register(deps: TrainerDeps): DynamicModule {
    return {
      module: TrainerModule,
      providers: [{ provide: TrainingSchedule, useFactory: () => new TrainingSchedule(deps) }],
      exports: [TrainingSchedule],
    };
  }
}
