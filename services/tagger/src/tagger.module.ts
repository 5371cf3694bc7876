import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogTagger } from './catalog-tagger.js';
import { TaggerConsumer } from './tagger-consumer.js';
import { TAGGER_DEPS, type TaggerDeps } from './tagger-deps.js';

/** Embeds and tags the products of the catalogue topic, and puts their features on the bus. */
@Module({})
export class TaggerModule {
  static register(deps: TaggerDeps): DynamicModule {
    return {
      module: TaggerModule,
      providers: [{ provide: TAGGER_DEPS, useValue: deps }, CatalogTagger, TaggerConsumer],
      exports: [CatalogTagger],
    };
  }
}
