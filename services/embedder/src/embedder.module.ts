import { type DynamicModule, Module } from '@nestjs/common';
import { EmbedderConsumer } from './embedder-consumer.js';
import type { EmbedderDeps } from './embedder-deps.js';

/** Keeps every vector of the live models up to date, and brings new models into service. */
@Module({})
export class EmbedderModule {
  static register(deps: EmbedderDeps): DynamicModule {
    return {
      module: EmbedderModule,
      providers: [{ provide: EmbedderConsumer, useFactory: () => new EmbedderConsumer(deps) }],
      exports: [EmbedderConsumer],
    };
  }
}
