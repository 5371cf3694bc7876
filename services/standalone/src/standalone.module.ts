import { type DynamicModule, Module } from '@nestjs/common';

/** All services of one process. */
@Module({})
export class StandaloneModule {
  static of(imports: DynamicModule[]): DynamicModule {
    return { module: StandaloneModule, imports };
  }
}
