import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../language/language.js';
import { ItemSearch } from './ItemSearch.js';
import { choiceField, errorAt, type FormPart, textField } from './rule-form.js';
import { useFilterWords } from './rule-words.js';
import { useCatalogValues } from './use-catalog-values.js';
import { RemoveButton, ValuesField } from './ValuesField.js';

const ACTION = 'rule.action';

/** What the rule is called, and what it does. */
export function ActionFields({ isNew, ...part }: FormPart & { isNew: boolean }) {
  const texts = useTexts().pages.placements.form;
  const { error } = part;
  return (
    <fieldset>
      <legend>{texts.what}</legend>
      <div className="fields">
        {isNew && (
          <TextInput
            {...{ label: texts.name, description: texts.nameHint, ...textField(part, 'name') }}
            error={error?.status === 409 ? texts.taken : errorAt(error, 'name')}
          />
        )}
        <NativeSelect label={texts.action} {...choiceField(part, 'action', texts.actions)} className="wide" />
      </div>
      <Fields {...part} />
      <TextInput {...{ label: texts.note, error: errorAt(error, 'rule.note'), ...textField(part, 'note') }} />
    </fieldset>
  );
}

function Fields(part: FormPart) {
  const texts = useTexts().pages.placements.form;
  const { draft, error } = part;
  switch (draft.action) {
    case 'pin':
      return <Pins {...part} />;
    case 'cap':
      return <Cap {...part} />;
    case 'boost':
      return (
        <>
          <Items {...part} />
          <TextInput
            {...{
              label: texts.factor,
              description: texts.factorHint,
              type: 'number',
              inputMode: 'decimal',
              step: 'any',
            }}
            {...textField(part, 'factor')}
            error={errorAt(error, `${ACTION}.boost.factor`)}
          />
        </>
      );
    case 'share':
      return (
        <>
          <Items {...part} />
          <TextInput
            {...{ label: texts.share, type: 'number', inputMode: 'decimal', step: 'any', ...textField(part, 'share') }}
            error={errorAt(error, `${ACTION}.share.share`)}
          />
        </>
      );
    default:
      return <Items {...part} />;
  }
}

function Pins({ draft, set, error, titles }: FormPart) {
  const texts = useTexts().pages.placements.form;
  // Titles of what was added before they are asked for.
  const [added, setAdded] = useState<ReadonlyMap<string, string>>(new Map());
  const { pins } = draft;
  const free = (): string => {
    const taken = new Set(pins.map(({ place }) => place));
    let place = 1;
    while (taken.has(String(place))) place++;
    return String(place);
  };
  return (
    <>
      <ItemSearch
        onAdd={({ item_id: itemId, title }) => {
          setAdded((before) => new Map(before).set(itemId, title));
          if (!pins.some((pin) => pin.itemId === itemId)) set({ pins: [...pins, { itemId, place: free() }] });
        }}
      />
      <ul className="chips">
        {pins.map(({ itemId, place }, n) => {
          const title = titles.get(itemId) ?? (added.get(itemId) || itemId);
          return (
            <li key={itemId}>
              <TextInput
                {...{ label: texts.place(title), type: 'number', inputMode: 'numeric', value: place }}
                error={errorAt(error, `${ACTION}.pin.pins[${n}]`)}
                onChange={({ currentTarget: { value } }) =>
                  set({ pins: pins.map((pin) => (pin.itemId === itemId ? { itemId, place: value } : pin)) })
                }
              />
              <RemoveButton name={title} onRemove={() => set({ pins: pins.filter((pin) => pin.itemId !== itemId) })} />
            </li>
          );
        })}
      </ul>
      <FieldError text={errorAt(error, `${ACTION}.pin`)} />
    </>
  );
}

function Cap(part: FormPart) {
  const texts = useTexts().pages.placements.form;
  const { draft, error } = part;
  const { category, brand, attribute } = texts.itemFields;
  return (
    <div className="fields">
      <NativeSelect label={texts.capField} {...choiceField(part, 'capField', { category, brand, attribute })} />
      {draft.capField === 'attribute' && (
        <TextInput
          {...{ label: texts.attribute, error: errorAt(error, `${ACTION}.cap.field`), ...textField(part, 'attribute') }}
        />
      )}
      {draft.capField === 'category' && (
        <TextInput
          {...{
            label: texts.capLevel,
            description: texts.capLevelHint,
            type: 'number',
            ...textField(part, 'capLevel'),
          }}
          error={errorAt(error, `${ACTION}.cap.level`)}
        />
      )}
      <TextInput
        {...{ label: texts.capItems, type: 'number', inputMode: 'numeric', ...textField(part, 'capItems') }}
        error={errorAt(error, `${ACTION}.cap.items`)}
      />
    </div>
  );
}

/** Which items it is about. */
function Items(part: FormPart) {
  const texts = useTexts().pages.placements.form;
  const { draft, set, error, titles } = part;
  const words = useFilterWords(titles);
  const catalog = useCatalogValues();
  const { keptItems, itemField, values } = draft;
  if (keptItems !== undefined) {
    return (
      <div className="notice">
        <p>{texts.kept}</p>
        <p>{words(keptItems)}</p>
        <Button variant="default" size="xs" onClick={() => set({ keptItems: undefined })}>
          {texts.anew}
        </Button>
      </div>
    );
  }
  const fieldOf = choiceField(part, 'itemField', texts.itemFields);
  return (
    <>
      <div className="fields">
        <NativeSelect
          {...{ label: texts.items, ...fieldOf }}
          onChange={(event) => {
            set({ values: [] });
            fieldOf.onChange(event);
          }}
        />
        {itemField === 'attribute' && <TextInput label={texts.attribute} {...textField(part, 'attribute')} />}
        {itemField === 'price' && (
          <>
            <TextInput {...{ label: texts.priceFrom, inputMode: 'decimal', ...textField(part, 'priceFrom') }} />
            <TextInput {...{ label: texts.priceTo, inputMode: 'decimal', ...textField(part, 'priceTo') }} />
          </>
        )}
      </div>
      {itemField === 'item_id' ? (
        <>
          <ItemSearch onAdd={({ item_id: itemId }) => set({ values: [...new Set([...values, itemId])] })} />
          <ul className="chips">
            {values.map((itemId) => (
              <li key={itemId}>
                {titles.get(itemId) ?? itemId}
                <RemoveButton
                  name={titles.get(itemId) ?? itemId}
                  onRemove={() => set({ values: values.filter((other) => other !== itemId) })}
                />
              </li>
            ))}
          </ul>
        </>
      ) : (
        itemField !== 'price' && (
          <ValuesField
            key={itemField}
            {...{ label: texts.values, values, onChange: (next) => set({ values: next }) }}
            suggestions={itemField === 'attribute' ? [] : catalog[itemField]}
          />
        )
      )}
      <FieldError text={errorAt(error, ACTION)} />
    </>
  );
}

function FieldError({ text }: { text: string | undefined }) {
  return text === undefined ? null : <p className="field-error">{text}</p>;
}
