import { Button } from '@mantine/core';
import type { SurfaceHistory, SurfaceOutput } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useChange } from '../../api/use-change.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { SurfaceForm } from './SurfaceForm.js';
import { VersionHistory } from './VersionHistory.js';

/** What lists of a placement are like, where a request says nothing else; its versions. */
export function SurfaceSettings({ name }: { name: string }) {
  const texts = useTexts().pages.placements.settings;
  const answer = useApi('listSurfaces', { name });
  // A placement that only rules name is not stored yet.
  const isUnknown = answer.error?.code === 'STARS_NOT_FOUND';
  return (
    <section aria-labelledby="settings">
      <h2 id="settings">{texts.title}</h2>
      <p className="hint">{texts.lead}</p>
      {isUnknown ? (
        <Stored history={{ tenant_id: '', name, versions: [] }} onReload={() => void answer.refetch()} />
      ) : (
        <AnswerState answer={answer} right="surfaces">
          {({ surfaces: [history] }) => history && <Stored history={history} onReload={() => void answer.refetch()} />}
        </AnswerState>
      )}
    </section>
  );
}

function Stored({ history, onReload }: { history: SurfaceHistory; onReload: () => void }) {
  const { settings, history: texts } = useTexts().pages.placements;
  const [isOpen, setOpen] = useState(false);
  const rollBack = useChange('rollBackSurface', ['listSurfaces']);
  const { name, versions } = history;
  const [newest] = versions;
  // Of one that was deleted, that of the settings counts again.
  const surface = newest?.surface ?? versions.find(({ version }) => version === 0)?.surface;
  return (
    <>
      <Facts surface={surface} />
      {isOpen ? (
        <SurfaceForm
          {...{ name, surface, version: newest?.version ?? 0 }}
          onDone={() => setOpen(false)}
          onReload={() => {
            setOpen(false);
            onReload();
          }}
        />
      ) : (
        <Button variant="default" size="xs" onClick={() => setOpen(true)}>
          {settings.edit}
        </Button>
      )}
      {versions.length > 0 && (
        <details>
          <summary>{texts.title}</summary>
          <VersionHistory
            versions={versions.map(({ version, surface, changed_by: by, changed_time: time }) => {
              return { version, content: surface, by, time };
            })}
            {...{ right: 'surfaces', error: rollBack.error, isPending: rollBack.isPending }}
            onRollBack={(version) => rollBack.mutate({ name, version, expected_version: newest?.version ?? 0 })}
          />
        </details>
      )}
    </>
  );
}

function Facts({ surface }: { surface: SurfaceOutput | undefined }) {
  const { placements, explorer } = useTexts().pages;
  const texts = placements.settings;
  const format = useFormat();
  const say = (value: unknown): string => {
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'boolean') return value ? texts.yes : texts.no;
    const modes: Readonly<Record<string, string>> = explorer.modes;
    return typeof value === 'string' ? (modes[value] ?? value) : JSON.stringify(value);
  };
  const isSaid = (value: unknown): boolean =>
    value !== undefined && value !== 0 && !(Array.isArray(value) && value.length === 0);
  const facts = Object.entries(surface ?? {}).filter(([, value]) => isSaid(value));
  if (facts.length === 0) return <p>{texts.none}</p>;
  const names: Readonly<Record<string, string>> = texts.fields;
  return (
    <dl className="set">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{names[name] ?? name}</dt>
          <dd>{say(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
