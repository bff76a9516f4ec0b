package io.github.gru4j.cli.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Loads gru4j anew with some classes replaced. Everything that cannot see the replaced classes stays with the parent, where
 * it is compiled to machine code already: other libraries and, unless they are replaced themselves, the lowest packages.
 */
final class MutantLoader extends ClassLoader {

    private static final String BASE = "io.github.gru4j.";

    /** Packages that import nothing from those above them (docs/architecture.md). */
    private static final List<String> LOWEST = List.of(BASE + "tensor.", BASE + "internal.kernel.", BASE + "random.");

    private final Map<String, byte[]> replaced;
    private final boolean keepsLowest;

    MutantLoader(Map<String, byte[]> replaced) {
        super(MutantLoader.class.getClassLoader());
        this.replaced = replaced;
        this.keepsLowest = replaced.keySet().stream().noneMatch(MutantLoader::isLowest);
    }

    private static boolean isLowest(String name) {
        return LOWEST.stream().anyMatch(name::startsWith);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(BASE) || (keepsLowest && isLowest(name))) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = replaced.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
