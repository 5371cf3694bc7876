import { SEEDED } from '@stars/service-gateway/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleWorld } from './testing/console-world.js';

let world: Awaited<ReturnType<typeof ConsoleWorld.ofGateway>>;
beforeAll(async () => {
  world = await ConsoleWorld.ofGateway();
});
afterAll(() => world?.close());

it('shows what a rule would have changed in recent lists', async () => {
  const action = { pin: { pins: [{ item_id: 'bleach', position: 0 }] } };
  await world.gateway.post('/v1/rules', { name: 'dear', rule: { action } });
  await world.gateway.get(`/v1/recommend?user_id=${SEEDED.fruitUser}&surface=cart&k=3`);
  const estimate = { name: 'dear', rule: { action } };
  await expect.poll(async () => (await world.gateway.post('/v1/rules/estimate', estimate)).body.lists).toBe(1);
  const path = `/placements?edit=rule&name=dear&user=${SEEDED.fruitUser}`;
  const page = await world.open(path);
  await page.getByRole('button', { name: 'Estimate the price' }).click();
  await page.getByText('Lists: 1. The rule acts on 1, and changes 1.').waitFor();
  await page.getByText('Bleach: lists 0 → 1').waitFor();
  await page.context().close();
});
