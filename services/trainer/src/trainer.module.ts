import { type DynamicModule, Module } from '@nestjs/common';
import { TRAINER_DEPS, type TrainerDeps } from './trainer-deps.js';
import { TrainingSchedule } from './training-schedule.js';

/** Trains models on what is on the bus, and announces them. */
@Module({})
export class TrainerModule {
  static register(deps: TrainerDeps): DynamicModule {
    return {
      module: TrainerModule,
      providers: [{ provide: TRAINER_DEPS, useValue: deps }, TrainingSchedule],
      exports: [TrainingSchedule],
    };
  }
}
