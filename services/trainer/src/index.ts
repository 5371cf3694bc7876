export { TrainerModule } from './trainer.module.js';
export { trainerEnvironment } from './trainer-environment.js';
export { TrainingSchedule } from './training-schedule.js';
