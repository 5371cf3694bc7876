import { requestFromJson, responseToJson, type SurfaceClient, surfaceClient } from '@stars/contracts';
import type { Command } from 'commander';
import { askServer } from '../ask-server.js';
import { callerSettings } from '../caller-settings.js';
import { addVersionedVerbs, type VersionedSettings } from '../versioned-verbs.js';

/** Shows and changes the surfaces of a running server. */
export function addSurfaces(program: Command): void {
  const surfaces = program
    .command('surfaces')
    .description('show and change what requests get that name a surface, while the server runs');
  addVersionedVerbs(surfaces, SURFACES);
}

const ask = <Answer>(address: string, call: (client: SurfaceClient) => Promise<Answer>): Promise<Answer> =>
  askServer(address, surfaceClient(address, callerSettings()), call);

const SURFACES: VersionedSettings = {
  noun: 'surface',
  example: '{"k": 12, "category_caps": [{"items": 3}]}',
  afterDelete: '; that of the settings counts again if there is one',
  list: async (name, address) => {
    const request = requestFromJson('ListSurfaces', { name });
    const json = responseToJson('ListSurfaces', await ask(address, (client) => client.listSurfaces(request)));
    return { json, histories: json['surfaces'] as never };
  },
  put: ({ content: surface, ...given }, address) => {
    const request = requestFromJson('PutSurface', { ...given, surface });
    return ask(address, (client) => client.putSurface(request));
  },
  rollBack: (given, address) => {
    const request = requestFromJson('RollBackSurface', given);
    return ask(address, (client) => client.rollBackSurface(request));
  },
  delete: (given, address) => {
    const request = requestFromJson('DeleteSurface', given);
    return ask(address, (client) => client.deleteSurface(request));
  },
};
