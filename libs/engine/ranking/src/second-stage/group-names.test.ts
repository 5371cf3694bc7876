import { subjectId } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { GroupNames, MOST_BROWSED } from './group-names.js';

const NAMES = new GroupNames([['Shoes', 'Running Shoes'], ['Shoes', 'Boots'], ['Bags', 'Sport: Bags'], []]);
const category = (name: string, query = '') => subjectId({ itemId: '', category: name, query });
const query = (text: string) => category('', text);
const groupsOf = (itemId: string) => NAMES.touchedBy([{ itemId, time: 1 }]).flatMap(({ groups }) => groups);

describe('GroupNames', () => {
  it('finds the groups of a category of any level, in any case', () => {
    expect(groupsOf(category('Shoes'))).toEqual([0, 1]);
    expect(groupsOf(category('running shoes'))).toEqual([0]);
    expect(groupsOf(category('sport bags'))).toEqual([2]);
    expect(groupsOf(category('Sport'))).toEqual([]);
    expect(groupsOf(category('-'))).toEqual([]);
  });

  it('finds groups whose name is in the query, or has all of its words', () => {
    expect(groupsOf(query('black BOOTS, size 42'))).toEqual([1]);
    expect(groupsOf(query('running'))).toEqual([0]);
    expect(groupsOf(query('red running shoes'))).toEqual([0]);
    expect(groupsOf(query('shoes'))).toEqual([0, 1]);
    expect(groupsOf(query('boots and bags'))).toEqual([1, 2]);
    expect(groupsOf(query('sport shoes'))).toEqual([0, 1]);
    expect(groupsOf(query('hats'))).toEqual([]);
    expect(groupsOf(query('…'))).toEqual([]);
  });

  it('searches within a category, if something there is meant', () => {
    expect(groupsOf(category('Shoes', 'running'))).toEqual([0]);
    expect(groupsOf(category('Shoes', 'bags'))).toEqual([0, 1]);
  });

  it('has the last time of each, oldest first, and the latest ones alone', () => {
    const [boots, bags, hats] = [category('Boots'), category('Bags'), query('hats')];
    const events = [boots, bags, hats, boots].map((itemId, time) => ({ itemId, time }));
    expect(NAMES.touchedBy(events)).toEqual([
      { groups: [2], time: 1 },
      { groups: [1], time: 3 },
    ]);
    const many = Array.from({ length: 30 }, (_, time) => ({ itemId: query(`boots ${time}`), time }));
    expect(NAMES.touchedBy(many).map(({ time }) => time)).toEqual(many.slice(-MOST_BROWSED).map(({ time }) => time));
  });
});
