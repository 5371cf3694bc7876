import { type DynamicModule, Module } from '@nestjs/common';
import { TaggerConsumer } from './tagger-consumer.js';
import type { TaggerDeps } from './tagger-deps.js';

/** Embeds and tags the products of the catalogue topic, and puts their features on the bus. */
@Module({})
export class TaggerModule {
  static register(deps: TaggerDeps): DynamicModule {
    return {
      module: TaggerModule,
      providers: [{ provide: TaggerConsumer, useFactory: () => new TaggerConsumer(deps) }],
    };
  }
}
