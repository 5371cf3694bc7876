import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { RecommendMode, Surface, SurfaceOutput } from '@stars/client';
import { useState } from 'react';
import { useChange } from '../../api/use-change.js';
import { useTexts } from '../../language/language.js';
import { ConfirmButton } from '../../parts/ConfirmButton.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { ConflictNotice } from './ConflictNotice.js';
import { errorAt } from './rule-form.js';

interface SurfaceFormProps {
  name: string;
  surface: SurfaceOutput | undefined;
  /** The newest one that is known. */
  version: number;
  onDone: () => void;
  onReload: () => void;
}

/** The settings that people change most; all others stay as they are. */
export function SurfaceForm({ name, surface, version, onDone, onReload }: SurfaceFormProps) {
  const { cancel, pages } = useTexts();
  const texts = pages.placements.settings;
  const [draft, setDraft] = useState(() => fieldsOf(surface));
  const put = useChange('putSurface', ['listSurfaces']);
  const field = (key: 'k' | 'mode' | 'diversity' | 'fatigue') => ({
    value: draft[key],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setDraft((before) => ({ ...before, [key]: value })),
  });
  const number = { type: 'number', inputMode: 'decimal', step: 'any' } as const;
  const { error } = put;
  return (
    <form aria-label={texts.edit} onSubmit={(event) => event.preventDefault()}>
      <div className="fields">
        <TextInput
          {...{ label: texts.k, description: texts.kHint, ...number, ...field('k') }}
          error={errorAt(error, 'surface.k')}
        />
        <NativeSelect
          {...{ label: texts.mode, ...field('mode') }}
          data={[
            { value: '', label: texts.anyMode },
            ...Object.entries(pages.explorer.modes).map(([value, label]) => ({ value, label })),
          ]}
        />
        <TextInput
          {...{ label: texts.diversity, ...number, ...field('diversity') }}
          error={errorAt(error, 'surface.diversity')}
        />
        <TextInput
          {...{ label: texts.fatigue, ...number, ...field('fatigue') }}
          error={errorAt(error, 'surface.fatigue')}
        />
      </div>
      <Checkbox
        {...{ label: texts.excludePurchased, checked: draft.excludePurchased }}
        onChange={({ currentTarget: { checked } }) => setDraft((before) => ({ ...before, excludePurchased: checked }))}
      />
      {error?.status === 409 && <ConflictNotice onReload={onReload} />}
      {error && error.status !== 409 && <ErrorNotice error={error} right="surfaces" />}
      <div className="actions">
        <ConfirmButton
          {...{ label: texts.save, why: texts.saveWhy, loading: put.isPending }}
          onConfirm={() =>
            put.mutate({ name, surface: surfaceOf(draft, surface), expected_version: version }, { onSuccess: onDone })
          }
        />
        <Button variant="default" onClick={onDone}>
          {cancel}
        </Button>
      </div>
    </form>
  );
}

const fieldsOf = (surface: SurfaceOutput | undefined) => ({
  k: String(surface?.k || ''),
  mode: surface?.mode ?? '',
  diversity: String(surface?.diversity?.strength ?? ''),
  fatigue: String(surface?.fatigue ?? ''),
  excludePurchased: surface?.exclude_purchased === true,
});

function surfaceOf(draft: ReturnType<typeof fieldsOf>, before: SurfaceOutput | undefined): Surface {
  const { k: _k, mode: _mode, diversity, fatigue: _fatigue, exclude_purchased: was, ...others } = before ?? {};
  // Unless it said so, what is not checked is not said.
  const saysPurchased = draft.excludePurchased || was !== undefined;
  return {
    ...others,
    ...{ k: Number(draft.k), ...(draft.mode === '' ? {} : { mode: draft.mode as RecommendMode }) },
    ...(draft.diversity === '' ? {} : { diversity: { ...diversity, strength: Number(draft.diversity) } }),
    ...(draft.fatigue === '' ? {} : { fatigue: Number(draft.fatigue) }),
    ...(saysPurchased ? { exclude_purchased: draft.excludePurchased } : {}),
  };
}
