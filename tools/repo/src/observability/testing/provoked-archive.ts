import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Archive } from '@stars/archive';
import { DeleteUserRequest, Interaction, InteractionType } from '@stars/contracts';
import { FolderObjectStore } from '@stars/object-store';
import { expect, vi } from 'vitest';
import { ARCHIVE_KEY } from './running-system.js';
import { sumOf } from './scraped-process.js';
import { archived, archiveFails, type OnOneMachine, PATIENCE, work } from './system-work.js';

const WEEK_MS = 7 * 86_400_000;

const archiveBehind: OnOneMachine = {
  name: 'the archive cannot be written',
  fires: ['StarsArchiveBehind ticket'],
  async provoke(system, film) {
    const archive = join(system.dataDir, 'archive');
    await film.minutes(3, () => work(system));
    renameSync(archive, `${archive}-away`);
    writeFileSync(archive, 'no folder');
    await archiveFails(system);
    await film.minutes(2);
    film.goesOn(160);
    film.fires();
    rmSync(archive);
    renameSync(`${archive}-away`, archive);
    await film.minutes(2, () => archived(system));
    film.isQuiet();
  },
};

const erasureLate: OnOneMachine = {
  name: 'rows of a user who was deleted a week ago cannot be read',
  fires: ['StarsErasureLate page'],
  async provoke(system, film) {
    const archive = join(system.dataDir, 'archive');
    const user = { tenantId: 'late', userId: 'u' };
    const event = { itemId: 'i', type: InteractionType.INTERACTION_TYPE_VIEW, time: new Date() };
    const interactions = [Interaction.fromPartial({ ...user, ...event, eventId: 'late' })];
    await system.events.track({ interactions, impressions: [] });
    await archived(system);
    await film.minutes(1);
    await system.archiver.close();
    await system.events.deleteUser(DeleteUserRequest.fromPartial(user));
    const aWeekAgo = () => Date.now() - WEEK_MS;
    const store = new FolderObjectStore(archive);
    await new Archive({ bus: system.bus, store, key: ARCHIVE_KEY, now: aWeekAgo }).catchUp();
    const [file] = globSync(join(archive, '**/tenant=late/**/*.parquet'));
    const rows = readFileSync(file!);
    writeFileSync(file!, 'something else');
    await system.startArchiver();
    await archiveFails(system);
    await film.minutes(2);
    film.goesOn(32);
    film.fires();
    writeFileSync(file!, rows);
    const waiting = async () => sumOf(await system.scrape(), /stars_archive_erasures_waiting/);
    await vi.waitFor(async () => expect(await waiting()).toBe(0), PATIENCE);
    await film.minutes(1);
    film.isQuiet();
  },
};

export const PROVOKED_ARCHIVE: readonly OnOneMachine[] = [archiveBehind, erasureLate];
