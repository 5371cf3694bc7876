package example.stars;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes records of what {@link JsonReader} reads. */
final class Records {
    private static final Pattern INNER_WORD = Pattern.compile("_(\\w)");
    private static final Map<Type, Object> ABSENT = Map.of(long.class, 0L, double.class, 0.0, boolean.class, false);
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return shapeOf(type);
        }
    };

    private Records() {
    }

    /** Throws IllegalArgumentException or ClassCastException if the value is not of this type. */
    static <A> A read(Object value, Class<A> type) {
        @SuppressWarnings("unchecked")
        A found = (A) convert(value, type);
        return found;
    }

    /** `user_id` → `userId`, as the names of records and setters are made. */
    static String javaName(String field) {
        return INNER_WORD.matcher(field).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    static Object convert(Object value, Type type) {
        if (value == null) {
            return ABSENT.get(type);
        }
        if (type instanceof ParameterizedType generic) {
            return inside(value, generic);
        }
        if (!(type instanceof Class<?> plain)) {
            return value;
        }
        if (plain.isRecord()) {
            return record((Map<?, ?>) value, SHAPES.get(plain));
        }
        if (plain.isEnum()) {
            String name = ((String) value).toUpperCase(Locale.ROOT);
            List<?> constants = Arrays.asList(plain.getEnumConstants());
            return constants.stream().filter(each -> each.toString().equals(name)).findFirst().orElse(null);
        }
        if (plain == Instant.class) {
            return Instant.parse((String) value);
        }
        if (plain == long.class || plain == Long.class) {
            return ((Number) value).longValue();
        }
        return plain == double.class || plain == Double.class ? ((Number) value).doubleValue() : value;
    }

    private static Object inside(Object value, ParameterizedType generic) {
        Type[] types = generic.getActualTypeArguments();
        if (generic.getRawType() == List.class) {
            return ((List<?>) value).stream().map(each -> convert(each, types[0])).toList();
        }
        Map<Object, Object> converted = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> converted.put(key, convert(each, types[1])));
        return converted;
    }

    private record Shape(Constructor<?> constructor, Type[] types, Map<String, Integer> places) {
    }

    private static Shape shapeOf(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] parameters = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Map<String, Integer> places = new HashMap<>();
        for (RecordComponent component : components) {
            places.put(component.getName(), places.size());
        }
        Type[] types = Arrays.stream(components).map(RecordComponent::getGenericType).toArray(Type[]::new);
        try {
            return new Shape(type.getDeclaredConstructor(parameters), types, places);
        } catch (NoSuchMethodException cause) {
            throw new AssertionError("each record has this constructor", cause);
        }
    }

    /** A field that the record does not have is of a newer server. */
    private static Object record(Map<?, ?> fields, Shape shape) {
        Object[] values = Arrays.stream(shape.types).map(ABSENT::get).toArray();
        fields.forEach((name, value) -> {
            Integer place = shape.places.get(javaName((String) name));
            if (place != null) {
                values[place] = convert(value, shape.types[place]);
            }
        });
        try {
            return shape.constructor.newInstance(values);
        } catch (ReflectiveOperationException cause) {
            throw new IllegalArgumentException(cause);
        }
    }
}
